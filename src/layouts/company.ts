export { company } from 'virtual:build';
